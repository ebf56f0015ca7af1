/** What is asked of the served documents, in the words of each client. Answers come as the client gives them. */

export interface Outcome {
  readonly status: number;
  /** Content of the answer; of an empty one whatever the client makes of it. */
  readonly content: unknown;
}

export interface Order {
  readonly id?: number;
  readonly petId?: number;
  readonly quantity?: number;
  readonly shipDate?: string;
  readonly status?: 'placed' | 'approved' | 'delivered';
  readonly complete?: boolean;
}

/** Credentials of a caller: those of the document's two schemes. */
export interface Caller {
  readonly key?: string;
  readonly token?: string;
}

export interface PetstoreCalls {
  findByStatus(status: readonly ('available' | 'pending' | 'sold')[]): Promise<Outcome>;
  findByTags(tags: readonly string[]): Promise<Outcome>;
  getPet(id: number): Promise<Outcome>;
  deletePet(id: number, apiKey: string): Promise<Outcome>;
  placeOrder(order: Order): Promise<Outcome>;
  rename(id: number, name: string): Promise<Outcome>;
  upload(id: number, notes: string, file: File): Promise<Outcome>;
  getUser(name: string): Promise<Outcome>;
  logIn(name: string, password: string): Promise<Outcome>;
}

export interface BoxCalls {
  listHubs(query: string, limit: number): Promise<Outcome>;
  createHub(title: string): Promise<Outcome>;
  deleteHub(id: string): Promise<Outcome>;
  manageItems(id: string, items: readonly string[]): Promise<Outcome>;
  configure(enterprise: string, categories: readonly string[]): Promise<Outcome>;
}

/** A client of a document, for a server and a caller. */
export type CreateCalls<Calls> = (base: string, caller: Caller) => Calls | Promise<Calls>;

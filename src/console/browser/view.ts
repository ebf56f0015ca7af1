import type { ApiName, Overview } from '../words.ts';

/** What fills the page. */
export interface View {
  readonly title: string;
  readonly element: HTMLElement;
  /** Whether it shows what is, rather than what was. */
  readonly isLive: boolean;
  /** Asks the server again, and shows what it says. Rejects where it says nothing. */
  refresh(): Promise<void>;
  /** Called every second. */
  tick?(): void;
}

/** What a view knows of where it is. */
export interface Scene {
  readonly api: ApiName;
  /** As addresses name it: empty where there is only one. */
  readonly apiParameter: string;
  readonly overview: Overview;
  /** Tells people who do not see the page. */
  announce(text: string): void;
  /** Asks for a refresh, soon. */
  again(): void;
}

/** What is where in a database. All of it is made of the name of the schema, which holds nothing that would have to be escaped. */
export interface Names {
  readonly schema: string;
  readonly runs: string;
  readonly bodies: string;
  readonly revocations: string;
  readonly versions: string;
  /** Schema of the queue, as it is, and in quotes. */
  readonly queueName: string;
  readonly queue: string;
  /** On which is told what became of runs. */
  readonly channel: string;
}

export const namesIn = (schema: string): Names => ({
  schema: `"${schema}"`,
  runs: `"${schema}".runs`,
  bodies: `"${schema}".bodies`,
  revocations: `"${schema}".revocations`,
  versions: `"${schema}".migrations`,
  queueName: `${schema}_queue`,
  queue: `"${schema}_queue"`,
  channel: `${schema}_runs`,
});

const AS_NUMBER = (text: string): unknown => Number(text);

/** By their numbers in `pg_type`: bool, bytea, int8, int4, json, float8. */
const READ: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === 't',
  17: (text) => Buffer.from(text.slice(2), 'hex'),
  20: AS_NUMBER,
  23: AS_NUMBER,
  114: (text) => JSON.parse(text) as unknown,
  701: AS_NUMBER,
};

const AS_TEXT = (text: string): unknown => text;

/** How values are read. Programs may have told `pg` to read some types their own way, which must not reach the tables of runs. */
export const reading: { getTypeParser(type: number): (text: string) => unknown } = {
  getTypeParser: (type) => READ[type] ?? AS_TEXT,
};

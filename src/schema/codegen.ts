import type { KeywordCxt } from 'ajv';

/** Ajv's means of writing code, handed in because Ajv is loaded late. */
export type Codegen = Pick<typeof import('ajv'), '_' | 'Name' | 'stringify'>;

const isFixed = (evaluated: unknown): boolean => evaluated !== undefined && evaluated !== true;

/** What was evaluated so far becomes a variable, so that branches can add to it each for itself. */
export const keepEvaluated = ({ gen, it }: KeywordCxt, { Name, stringify }: Codegen): void => {
  if (it.opts.unevaluated !== true) return;
  if (isFixed(it.props) && !(it.props instanceof Name)) it.props = gen.var('props', stringify(it.props));
  if (isFixed(it.items) && !(it.items instanceof Name)) it.items = gen.var('items', stringify(it.items));
};

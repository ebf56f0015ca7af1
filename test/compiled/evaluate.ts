import type { CompiledModules } from '../../src/compile-document.ts';

/** Under this folder evaluated modules import each other. */
export const FOLDER = './parts';

/** What a module exports as its default, without a module that would stay for ever. */
export const evaluate = (text: string, load: (name: string) => object = () => ({})): object =>
  new Function(
    'load',
    `'use strict';${text.replace(/^export default/m, 'return ').replaceAll(/\bimport\("\.\/parts\/([\w.-]+)"\)/g, 'load("$1")')}`,
  )(load);

/** The same of a document that is several modules. `told` is told the name of each that is loaded. */
export function evaluateAll(
  { text, parts }: CompiledModules,
  told: (name: string) => void = () => {},
): object {
  const texts = new Map(parts.map((part) => [part.name, part.text]));
  return evaluate(text, async (name) => {
    told(name);
    const part = texts.get(name);
    if (part === undefined) throw new Error(`There is no ${name}.`);
    return { default: evaluate(part) };
  });
}

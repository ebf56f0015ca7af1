import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import type { MediaType, Operation, Pointer } from '../../src/document/operation.ts';
import { createChecks, type Direction } from '../../src/schema/checks.ts';
import { entries, here, pathOf, titled } from './corpus.ts';
import { createGenerate, type Generated, mutate, Ungenerated } from './generate.ts';
import { FOUND } from './known.ts';

const ATTEMPTS = 30;

const ALIKE = 'The alternatives of oneOf hold each other: whatever fits one fits another.';
const ASKED = 'A property is required that the schema does not allow.';
const CONTRADICTION = 'No value fits both branches of allOf.';
const BYTE = 'A text of one or two characters is asked for that is base64 as well.';

/** Schemas that no value fits, or none that was found; each was looked at. */
const UNFIT: readonly (readonly [pointer: string, reason: string, why: string])[] = [
  [
    '#/paths/~1multischema~1of-everything/post/requestBody/content/application~1json/schema',
    ' one-of',
    ALIKE,
  ],
  [
    '#/paths/~1multischema~1of-everything/post/responses/200/content/application~1json/schema',
    ' one-of',
    ALIKE,
  ],
  ['#/paths/~1items/post/requestBody/content/application~1json/schema', ' one-of', ALIKE],
  ['#/paths/~1items~1{id}/get/responses/200/content/application~1json/schema', ' one-of', ALIKE],
  ['#/paths/~1spots~1{id}/get/responses/200/content/application~1json/schema', ' one-of', ALIKE],
  [
    '#/paths/~1rest~1api~13~1issuesecurityschemes~1{schemeId}~1level~1{levelId}~1member/put/requestBody/content/application~1json/schema',
    '/securitySchemeLevelMembers additional-property',
    ASKED,
  ],
  [
    '#/paths/~1rest~1api~13~1screenscheme/post/requestBody/content/application~1json/schema',
    '/screens/defaultScreen additional-property',
    ASKED,
  ],
  ...['put', 'patch'].map((method) => {
    const pointer = `#/paths/~1anything~1quirks~1polymorphism/${method}/requestBody/content/application~1json/schema`;
    return [pointer, `No type fits ${pointer}.`, CONTRADICTION] as const;
  }),
  [
    '#/paths/~1cardreaderapdu/post/requestBody/content/application~1json/schema',
    'No text is known for ^.{1,1}$.',
    BYTE,
  ],
  [
    '#/paths/~1cardreaderapdu/post/responses/200/content/application~1json/schema',
    'No text is known for ^.{2,2}$.',
    BYTE,
  ],
];

const known = new Map(UNFIT.map(([pointer, reason]) => [pointer, reason]));

const schemasOf = (content: readonly MediaType[]): readonly Pointer[] =>
  content.flatMap(({ schema, itemSchema }) => [schema, itemSchema ?? null].filter((one) => one !== null));

const contentOf: Record<Direction, (operation: Operation) => readonly MediaType[]> = {
  request: ({ body }) => body?.content ?? [],
  response: ({ responses }) => responses.flatMap(({ content }) => content),
};

describe.skipIf(!here)(titled('bodies of the documents of the corpus'), () => {
  test.each(
    entries.flatMap((entry) =>
      (['request', 'response'] as const).map((one) => [entry.id, one, entry] as const),
    ),
  )(
    '%s, %s: what is generated passes, and what is wrong in it is found',
    async (id, direction, { entry }) => {
      const { options } = FOUND[id] ?? {};
      const loaded = await loadDocument(
        pathOf(`documents/${entry}`),
        options?.references && { references: options.references },
      );
      const checks = createChecks(loaded.schemas);
      const generate = createGenerate(loaded.schemas, direction);
      const pointers = [...new Set(loaded.operations.flatMap((one) => schemasOf(contentOf[direction](one))))];
      const amiss: string[] = [];

      const valid = (pointer: Pointer): Generated | string => {
        let reason = '';
        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
          try {
            const made = generate(pointer, attempt);
            const issues = checks.checkOf(pointer, direction)(made.value);
            if (issues === null) return made;
            reason ||= issues.map(({ pointer: at, code }) => `${at} ${code}`)[0] ?? '';
          } catch (error) {
            if (!(error instanceof Ungenerated)) throw error;
            reason ||= error.message;
          }
        }
        return reason;
      };

      for (const pointer of pointers) {
        const made = valid(pointer);
        if (typeof made === 'string') {
          if (known.get(pointer) !== made) amiss.push(`${pointer}: ${made}`);
          continue;
        }
        for (const { kind, pointer: at, value } of mutate(made)) {
          const issues = checks.checkOf(pointer, direction)(value);
          const isTold = issues?.some((issue) => at === issue.pointer || at.startsWith(`${issue.pointer}/`));
          if (!isTold)
            amiss.push(
              `${pointer}: ${kind} at ${at} ${issues === null ? 'passes' : JSON.stringify(issues[0])}`,
            );
        }
      }
      expect(amiss).toEqual([]);
    },
    60_000,
  );
});

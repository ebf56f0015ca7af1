import { nearest } from '../problem/nearest.ts';
import { memberOf } from '../problem/pointer.ts';
import type { Findings } from './findings.ts';
import { isNode, type Node, own } from './node.ts';
import type { OperationSettings, Pointer } from './operation.ts';

/** What a setting may be, and how that is said. */
interface Expected {
  readonly holds: (value: unknown) => boolean;
  readonly words: string;
}

const choice = (...choices: readonly string[]): Expected => ({
  holds: (value) => typeof value === 'string' && choices.includes(value),
  words: choices.map((one) => JSON.stringify(one)).join(' or '),
});

/** Timers take no more. */
const LONGEST = 2 ** 31 - 1;

const MOST_RETRIES = 100;

const milliseconds: Expected = {
  holds: (value) => typeof value === 'number' && value >= 0 && value <= LONGEST,
  words: `a number of milliseconds from 0 to ${LONGEST}`,
};

const retries: Expected = {
  holds: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_RETRIES,
  words: `a whole number from 0 to ${MOST_RETRIES}`,
};

const EXPECTED: Readonly<Record<keyof OperationSettings, Expected>> = {
  mode: choice('wait', 'poll'),
  timeout: milliseconds,
  wait: milliseconds,
  retry: retries,
  idempotency: choice('honour', 'require', 'ignore'),
};

const NAMES = Object.keys(EXPECTED);

const isSetting = (name: string): name is keyof OperationSettings => Object.hasOwn(EXPECTED, name);

const EXTENSION = 'x-opbind';

function checkSetting(findings: Findings, name: string, value: unknown, pointer: Pointer): boolean {
  if (!isSetting(name)) {
    const meant = nearest(name, NAMES);
    findings.error(
      'settings-unknown',
      pointer,
      `${EXTENSION} has no setting ${name}.`,
      meant === undefined ? `There are ${NAMES.join(', ')}.` : `Did you mean ${meant}?`,
    );
    return false;
  }
  if (EXPECTED[name].holds(value)) return true;
  findings.error(
    'settings-invalid',
    pointer,
    `The setting ${name} of ${EXTENSION} has a value that it cannot have.`,
    `Give ${EXPECTED[name].words}.`,
  );
  return false;
}

/** What the document says of the runs of an operation, in its extension `x-opbind`. What is wrong there is left out, and found. */
export function readSettings(findings: Findings, operation: Node, pointer: Pointer): OperationSettings {
  const said = own(operation, EXTENSION);
  if (said === undefined) return {};
  const place = memberOf(pointer, EXTENSION);
  if (!isNode(said)) {
    findings.error(
      'settings-invalid',
      place,
      `${EXTENSION} is not an object.`,
      'Give { timeout: 5000 }, for example.',
    );
    return {};
  }
  return Object.fromEntries(
    Object.entries(said).filter(([name, value]) =>
      checkSetting(findings, name, value, memberOf(place, name)),
    ),
  );
}

import type { Arbitrary } from 'fast-check';
import type { Operation, Parameter } from '../../document/operation.ts';
import { GROUP_OF, type ParameterGroup } from '../../http/parameter-group.ts';
import type { RequestValues } from '../write-request.ts';
import type { Flaw, Kit } from './kit.ts';
import { anyOf, sift } from './sift.ts';

type Named = Record<string, unknown>;

/** Header fields and cookies hold few characters as they are. */
const isPlain = ({ in: location }: Parameter): boolean => location === 'header' || location === 'cookie';

/** Whether a value can be sent at all: null cannot, and some texts would make another path. */
const isSendable = ({ in: location }: Parameter, value: unknown): boolean =>
  value !== null && (location !== 'path' || (value !== '' && value !== '.' && value !== '..'));

const put =
  ({ in: location, name }: Parameter, value: unknown) =>
  (values: RequestValues): RequestValues => {
    const group = GROUP_OF[location];
    return { ...values, [group]: { ...values[group], [name]: value } };
  };

/** Makes the parameters of an operation. */
export function createParameters({ fc, reference, valid, spoilt }: Kit) {
  const valuesOf = (operation: Operation, parameter: Parameter): Arbitrary<unknown> | null => {
    const values = valid(parameter.schema, isPlain(parameter));
    const fits = (value: unknown): boolean =>
      isSendable(parameter, value) && reference.fitsParameter(operation, parameter, value);
    return values === null ? null : sift(fc, values, fits);
  };

  /** Values of another type are texts as well, so that only reading them tells whether they are wrong. */
  const wrongOf = (operation: Operation, parameter: Parameter): Arbitrary<Flaw> | null => {
    const { in: location, name, schema } = parameter;
    if (schema === null || location === 'querystring') return null;
    const values = spoilt(schema, false);
    const isWrong = ({ value }: { readonly value: unknown }): boolean =>
      isSendable(parameter, value) && !reference.fitsParameter(operation, parameter, value);
    const wrong = values === null ? null : sift(fc, values, isWrong);
    return (
      wrong?.map(({ value, what }) => ({
        what: `${location} ${name}: ${what}`,
        spoil: put(parameter, value),
      })) ?? null
    );
  };

  const missingOf = (parameter: Parameter): Arbitrary<Flaw> | null =>
    parameter.required && parameter.in !== 'path'
      ? fc.constant({ what: `${parameter.in} ${parameter.name}: missing`, spoil: put(parameter, undefined) })
      : null;

  return {
    /** The parameters of one group; null where one is required that cannot be made. `unmade` is told of those. */
    group: (operation: Operation, group: ParameterGroup, unmade: string[]): Arbitrary<Named> | null => {
      const members: Record<string, Arbitrary<unknown>> = {};
      const requiredKeys: string[] = [];
      for (const parameter of operation.parameters.filter((one) => GROUP_OF[one.in] === group)) {
        const { in: location, name, required } = parameter;
        const values = valuesOf(operation, parameter);
        if (values === null) unmade.push(`${location} ${name}: no value was found that fits its schema.`);
        if (values === null && required) return null;
        if (values === null) continue;
        members[name] = values;
        if (required) requiredKeys.push(name);
      }
      return fc.record(members, { requiredKeys, noNullPrototype: true });
    },
    flaws: (operation: Operation): Arbitrary<Flaw> | null =>
      anyOf(
        fc,
        operation.parameters.map((parameter) =>
          anyOf(fc, [missingOf(parameter), wrongOf(operation, parameter)]),
        ),
      ),
  };
}

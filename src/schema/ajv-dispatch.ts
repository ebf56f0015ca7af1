import type { Ajv, Code, KeywordCxt } from 'ajv';
import { type Codegen, keepEvaluated } from './codegen.ts';
import { isNode } from './node.ts';

/** What `tags` of a translated schema says beside `dispatch`: numbers are of the schemas in that list. */
interface Tags {
  readonly property: string;
  readonly cases: readonly (readonly [schema: number, tags: readonly unknown[]])[];
  readonly missing: number | null;
  readonly unknown: number | null;
  readonly others: number;
  readonly allowed: readonly unknown[];
}

const isTags = (value: unknown): value is Tags => isNode(value) && typeof value['property'] === 'string';

/** The keyword that a discriminator becomes: a value is held against the one schema that its tag means. */
export const addDispatch = (ajv: Ajv, codegen: Codegen): void => {
  const { _, Name, stringify } = codegen;

  const tagCode = ({ gen, data }: KeywordCxt, property: string): Code => {
    const member = _`${data}[${property}]`;
    const isOwn = _`Object.prototype.hasOwnProperty.call(${data}, ${property})`;
    return gen.const('tag', property in Object.prototype ? _`${isOwn} ? ${member} : undefined` : member);
  };

  ajv.addKeyword({
    keyword: 'dispatch',
    schemaType: 'array',
    trackErrors: true,
    error: {
      message: '',
      params: ({ params }) =>
        _`{property: ${params['property']}, allowed: ${params['allowed']}, missing: ${params['missing']}}`,
    },
    code(context) {
      const { gen, data, parentSchema } = context;
      const { tags } = parentSchema;
      if (!isTags(tags)) throw new Error('A discriminator has no tags.');
      keepEvaluated(context, codegen);
      const valid = gen.let('valid', false);

      const apply = (schema: number): void => {
        const passes = gen.name('_valid');
        const written = context.subschema({ keyword: 'dispatch', schemaProp: schema }, passes);
        gen.assign(valid, passes);
        context.mergeEvaluated(written, Name);
      };

      const applyOrRefuse = (schema: number | null, missing: boolean): void => {
        if (schema !== null) {
          apply(schema);
          return;
        }
        context.setParams({
          property: _`${tags.property}`,
          allowed: stringify(tags.allowed),
          missing: _`${missing}`,
        });
        context.error();
      };

      const isObject = _`typeof ${data} == "object" && ${data} !== null && !Array.isArray(${data})`;
      gen.if(
        isObject,
        () => {
          const tag = tagCode(context, tags.property);
          gen.if(_`${tag} === undefined`);
          applyOrRefuse(tags.missing, true);
          for (const [schema, [first, ...others]] of tags.cases) {
            const equals = (value: unknown): Code => _`${tag} === ${stringify(value)}`;
            gen.elseIf(others.reduce((code: Code, value) => _`${code} || ${equals(value)}`, equals(first)));
            apply(schema);
          }
          gen.else();
          applyOrRefuse(tags.unknown, false);
          gen.endIf();
        },
        () => apply(tags.others),
      );
      context.ok(valid);
    },
  });
};

/** Keywords for properties that travel the other way: where one is met, it is refused. */
export const addRefusals = (ajv: Ajv, { _ }: Codegen): void => {
  for (const keyword of ['isReadOnly', 'isWriteOnly'])
    ajv.addKeyword({
      keyword,
      schemaType: 'boolean',
      error: { message: '', params: () => _`{}` },
      code: (context) => context.fail(_`true`),
    });
};

import type { BindOptions } from '../../src/index.ts';
import { pathOf } from './corpus.ts';

/** What keeps a document of the corpus from being bound as it is. */
export interface Known {
  readonly why: string;
  /** Each as `code pointer`. */
  readonly findings: readonly string[];
  /** What helps: an option, or fewer operations. */
  readonly options?: BindOptions;
  readonly without?: readonly string[];
}

const UP = 'It refers to files beside its own folder, which have to be allowed.';

/** Each was looked at: a person would agree. */
export const FOUND: Readonly<Record<string, Known>> = {
  'v2/oai-petstore-separate': {
    why: UP,
    findings: [
      'reference-refused /paths/~1pets/get/responses/default/schema/$ref',
      'reference-refused /paths/~1pets/post/responses/default/schema/$ref',
      'reference-refused /paths/~1pets~1{id}/get/responses/default/schema/$ref',
      'reference-refused /paths/~1pets~1{id}/delete/responses/default/schema/$ref',
    ],
    options: { references: { folder: pathOf('documents/v2/oai-petstore-separate') } },
  },
  'v3.0/camara-location': {
    why: UP,
    findings: [
      'reference-refused /paths/~1verify/post/parameters/0/$ref',
      'reference-refused /paths/~1verify/post/responses/200/headers/x-correlator/$ref',
      'reference-refused /paths/~1verify/post/responses/400/$ref',
      'reference-refused /paths/~1verify/post/responses/401/$ref',
      'reference-refused /components/schemas/VerifyLocationRequest/properties/device/$ref',
      'reference-refused /components/schemas/VerifyLocationResponse/properties/device/$ref',
      'reference-refused /components/responses/Generic403/headers/x-correlator/$ref',
      'reference-refused /components/responses/Generic403/content/application~1json/schema/allOf/0/$ref',
      'reference-refused /components/responses/VerifyLocationNotFound404/headers/x-correlator/$ref',
      'reference-refused /components/responses/VerifyLocationNotFound404/content/application~1json/schema/allOf/0/$ref',
      'reference-refused /components/responses/VerifyLocationUnprocessableEntity422/headers/x-correlator/$ref',
      'reference-refused /components/responses/VerifyLocationUnprocessableEntity422/content/application~1json/schema/allOf/0/$ref',
    ],
    options: { references: { folder: pathOf('documents/v3.0/camara-location') } },
  },
  'v3.0/readme-parameters-style': {
    why: 'Three operations answer GET /cookies: a fragment, which tells their keys apart, is never sent.',
    findings: [
      'route-collision /paths/~1cookies/get',
      'route-collision /paths/~1cookies/get',
      'route-collision /paths/~1cookies#formNonExploded/get',
    ],
    without: ['cookies_form_nonExploded', 'cookies_form_exploded'],
  },
  'v3.0/readme-parameters-common': {
    why: 'One path has the variable {id} twice.',
    findings: ['template-variable-repeated /paths/~1anything~1{id}~1{action}~1{id}/get'],
    without: ['GET /anything/{id}/{action}/{id}'],
  },
  'v3.0/google-pubsub': {
    why: 'Paths are equal but for the names of their variables; one variable is meant to hold slashes.',
    findings: [
      'route-collision /paths/~1v1beta2~1{project}~1subscriptions/get',
      'route-collision /paths/~1v1beta2~1{subscription}/delete',
      'route-collision /paths/~1v1beta2~1{subscription}/get',
    ],
    without: [
      'pubsub.projects.topics.subscriptions.list',
      'pubsub.projects.topics.delete',
      'pubsub.projects.topics.get',
    ],
  },
  'v3.0/aws-lambda': {
    why: 'Operations of one path and method that only the query tells apart.',
    findings: [
      'route-collision /paths/~12019-09-30~1functions~1{FunctionName}~1provisioned-concurrency#Qualifier/get',
      'route-collision /paths/~12018-10-31~1layers#find=LayerVersion&Arn/get',
    ],
    without: ['ListProvisionedConcurrencyConfigs', 'ListLayers'],
  },
  'v3.1/adyen-terminal': {
    why: 'Variables in the URLs of its servers are declared nowhere, so the base path is not known.',
    findings: [
      'server-variable-undeclared /servers/0/url',
      'server-variable-undeclared /servers/0/url',
      'server-variable-undeclared /servers/1/url',
      'server-variable-undeclared /servers/1/url',
    ],
    options: { basePath: '' },
  },
};

const EXAMPLE = 'The example of the document does not fit its schema.';
const CIRCLE = 'The sample is cut where the schema comes back to itself, and lacks what is required there.';
const TAG = 'The sample makes up a tag that the discriminator does not know.';
const ALIKE = 'The alternatives of oneOf are alike or hold each other: any object of theirs fits several.';
const NULL_DEFAULT = 'A default of null stands beside a type that has no null, and the sample takes it.';
const UNLIKELY = 'The text made up for the pattern, or the list made up for the items, does not fit.';
const CONTRADICTION = 'No value fits both branches of allOf.';

type Refusal = readonly [document: string, refusal: string, why: string, ...operations: string[]];

/** Requests that are refused although they are built from the document: the first issue, or the status. */
export const REFUSED: readonly Refusal[] = [
  ['v2/docker-engine-1.55', 'body /Entrypoint type', EXAMPLE, 'ContainerCreate'],
  ['v2/docker-engine-1.55', 'body /EndpointConfig/GwPriority type', EXAMPLE, 'NetworkConnect'],
  [
    'v2/tmf622-product-order-v4',
    'body /productOrderItem/0/productOrderItem/0/id required',
    CIRCLE,
    'createProductOrder',
    'patchProductOrder',
  ],
  [
    'v2/tmf622-product-order-v4',
    'body /event/productOrder/productOrderItem/0/productOrderItem/0/id required',
    CIRCLE,
    'listenToProductOrderCreateEvent',
    'listenToProductOrderAttributeValueChangeEvent',
    'listenToProductOrderDeleteEvent',
    'listenToProductOrderStateChangeEvent',
    'listenToProductOrderInformationRequiredEvent',
  ],
  [
    'v3.0/readme-discriminators',
    'body /discrim discriminator',
    TAG,
    'oneOfWithTopLevelDiscriminatorAndMapping',
    'oneOfWithTopLevelDiscriminatorNoMapping',
    'PATCH /mapping-of-schema-names',
  ],
  [
    'v3.0/readme-discriminators',
    'body /pet_type discriminator',
    TAG,
    'PATCH /oneof-allof-top-level-disc',
    'PATCH /embedded-discriminator',
  ],
  ['v3.0/readme-discriminators', 'body /vehicle/powerSource discriminator', TAG, 'redoclyQuirk'],
  [
    'v3.0/readme-discriminators',
    'body /config one-of',
    ALIKE,
    'PATCH /nested-one-of-object-with-nested-one-of',
  ],
  [
    'v3.0/readme-discriminators',
    'body /connector_properties/connector_type discriminator',
    'The discriminator stands beside a union that does not have its property.',
    'oneOfWithImproperlyPlacedDiscriminator',
  ],
  [
    'v3.0/readme-complex-nesting',
    'body /0/objectOfAdditionalProperties/property1/metadata one-of',
    ALIKE,
    'PUT /anything/top-level-array',
  ],
  [
    'v3.0/readme-complex-nesting',
    'body /objectOfAdditionalProperties/property1/metadata one-of',
    ALIKE,
    'POST /top-level-object/of-everything',
  ],
  ['v3.0/readme-complex-nesting', 'body one-of', ALIKE, 'POST /multischema/of-everything'],
  [
    'v3.0/atlassian-jira',
    'body /position/The column position of the gadget. required',
    EXAMPLE,
    'addGadget',
    'updateGadget',
  ],
  ['v3.0/atlassian-jira', 'body /context/custom type', EXAMPLE, 'evaluateJiraExpression'],
  [
    'v3.0/atlassian-jira',
    'body /defaultValues/0/contextId additional-property',
    'The schema beside the union allows no properties at all.',
    'setDefaultValues',
  ],
  [
    'v3.0/atlassian-jira',
    'body /issues/0/properties/myProperty/owner additional-property',
    EXAMPLE,
    'bulkSetIssuePropertiesByIssue',
  ],
  ['v3.0/readme-schema-circular', 'body /file malformed', EXAMPLE, 'PUT /circular'],
  ['v3.0/atlassian-jira', 'body type', 'A form is declared to be a text.', 'addAttachment'],
  ['v3.0/atlassian-jira', 'body /started format', EXAMPLE, 'addWorklog', 'updateWorklog'],
  ['v3.0/atlassian-jira', 'body /securitySchemeLevelMembers required', EXAMPLE, 'addSecurityLevelMembers'],
  ['v3.0/atlassian-jira', 'body /iconUrl enum', EXAMPLE, 'createPriority', 'updatePriority'],
  ['v3.0/atlassian-jira', 'body /screens/defaultScreen required', EXAMPLE, 'createScreenScheme'],
  ['v3.0/atlassian-jira', 'body /releaseDate format', EXAMPLE, 'createVersion', 'updateVersion'],
  ['v3.0/atlassian-jira', 'body /modules required', EXAMPLE, 'DynamicModulesResource.registerModules_post'],
  [
    'v3.0/aws-lambda',
    'body /AllowedPublishers/SigningProfileVersionArns min-items',
    UNLIKELY,
    'CreateCodeSigningConfig',
    'UpdateCodeSigningConfig',
  ],
  [
    'v3.0/aws-lambda',
    'body /DestinationConfig/OnSuccess/Destination pattern',
    UNLIKELY,
    'CreateEventSourceMapping',
    'UpdateEventSourceMapping',
    'PutFunctionEventInvokeConfig',
    'UpdateFunctionEventInvokeConfig',
  ],
  [
    'v3.0/aws-lambda',
    'body /FileSystemConfigs/0/Arn pattern',
    UNLIKELY,
    'CreateFunction',
    'UpdateFunctionConfiguration',
  ],
  [
    'v3.0/intellifi',
    'body /key required',
    'A property is required that the schema does not have.',
    'addBlob',
  ],
  ['v3.0/intellifi', 'body one-of', ALIKE, 'addItem'],
  [
    'v3.1/scalar-galaxy',
    'body /satellites/0/orbit/planet/name required',
    CIRCLE,
    'createPlanet',
    'updatePlanet',
    'createCelestialBody',
  ],
  [
    'v3.1/adyen-terminal',
    'body /APDUClass pattern',
    'Two hexadecimal digits are called byte, which is base64.',
    'POST /cardreaderapdu',
  ],
  ['v3.1/discord', 'body /messages unique-items', 'The sample repeats one item.', 'bulk_delete_messages'],
  [
    'v3.1/discord',
    'body /action false-schema',
    'Its enum is empty: nothing is allowed.',
    'action_guild_join_request',
  ],
  [
    'v3.1/readme-schema-types',
    'body /date (with pattern) format',
    'The text made up for the pattern is no date.',
    'string_formatSupport',
  ],
  ['v3.1/readme-schema-types', 'body /default (null) type', NULL_DEFAULT, 'string_schemaSupport'],
  ['v3.1/readme-schema-types', 'body /integer (default null) type', NULL_DEFAULT, 'number_schemaSupport'],
  [
    'v3.1/readme-schema-types',
    'body /array<string> (with overall `null` default) type',
    NULL_DEFAULT,
    'array_schemaSupport',
  ],
  ['v3.1/readme-schema-types', 'body /incompatible type', CONTRADICTION, 'quirks_incompatibleNestedAllOf'],
  [
    'v3.1/readme-schema-types',
    'body type',
    CONTRADICTION,
    'quirks_entirelyIncompatibleAllOf',
    'quirks_partiallyUsableIncompatibleAllOf',
  ],
];

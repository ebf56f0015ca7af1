import { PEERS } from './contestants.mjs';
import { median, ratio, ratios, spread, toTable } from './figures.mjs';
import { COMPILED_GOAL, documents } from './work/g.mjs';
import { WORKS } from './works.mjs';

/** What was to be reached, beside what was measured. Rows are made of the parts that there are. */

const row = (name, goal, values, digits) => [
  name,
  `≤ ${goal}`,
  spread(values, digits),
  median(values) <= goal ? 'met' : 'missed',
];

const has = (samples, contestant) => samples?.[contestant]?.length > 0;

/** Of those that read a document, the one that is the nearest to raw. */
const fastestPeer = (samples) =>
  PEERS.filter((peer) => has(samples, peer)).sort(
    (a, b) => ratio(samples[a], samples.raw) - ratio(samples[b], samples.raw),
  )[0];

const httpRows = ([name, samples]) => {
  if (!has(samples, 'opbind')) return [];
  const title = name[0].toUpperCase() + name.slice(1);
  const against = (other) => ratios(samples.opbind, samples[other]);
  const peer = fastestPeer(samples);
  return [
    row(`${title} against raw`, WORKS[name].goal, against('raw')),
    ...(has(samples, 'fastify') ? [row(`${title} against fastify by hand`, 1, against('fastify'))] : []),
    ...(peer ? [row(`${title} against ${peer}, the fastest peer`, 1, against(peer))] : []),
  ];
};

const growthRows = ({ f, ff }) =>
  has(f, 'opbind') && has(ff, 'opbind')
    ? [row('F at 10,000 operations against 1,000', 1.05, ratios(ff.opbind, f.opbind))]
    : [];

/** Work load and way, microseconds, bytes. */
const IN_PROCESS = [
  ['a listener', 8, 6500],
  ['b listener', 18, 13_000],
  ['a handle', 4],
];

const memoryRows = (columns) =>
  IN_PROCESS.filter(([name]) => has({ opbind: columns[name]?.opbind?.times }, 'opbind')).flatMap(
    ([name, microseconds, most]) => {
      const { times, bytes } = columns[name].opbind;
      return [
        row(`In process, ${name}: CPU µs`, microseconds, times, 1),
        ...(most ? [row(`In process, ${name}: bytes`, most, [bytes.median], 0)] : []),
      ];
    },
  );

const startRows = ({ name, goal, megabytes }, starts) => {
  const { raw, ...others } = starts[name]?.found ?? {};
  const later = (contestant) => others[contestant].map(({ wall }, n) => wall - raw[n].wall);
  return [
    ['opbind', goal],
    ['opbind-compiled', COMPILED_GOAL],
  ]
    .filter(([contestant]) => has(others, contestant))
    .flatMap(([contestant, most]) => [
      row(`G ${name}, ${contestant}: ms later than raw`, most, later(contestant), 0),
      ...(megabytes
        ? [
            row(
              `G ${name}, ${contestant}: peak RSS, MB`,
              megabytes[contestant],
              others[contestant].map((each) => each.megabytes),
              0,
            ),
          ]
        : []),
    ]);
};

export const showGoals = ({ http = {}, memory = {}, start = {} }) =>
  toTable(
    ['', 'goal', 'measured: median (quartiles)', ''],
    [
      ...Object.entries(http).flatMap(httpRows),
      ...growthRows(http),
      ...memoryRows(memory),
      ...documents.flatMap((document) => startRows(document, start)),
    ],
  );

import { USUAL } from '../wire.mjs';
import * as a from './a.mjs';
import * as b from './b.mjs';
import * as c from './c.mjs';
import * as e from './e.mjs';

/** What the soak asks: of sixteen requests eight are of A, three of B, two of C, and one each of E, an upload and a stream. */

export const start = { app: 'mixed' };

const BOUNDARY = 'of-the-bench';
const SIZE = 64 * 1024;

const photo = [
  `--${BOUNDARY}`,
  'content-disposition: form-data; name="name"',
  '',
  'Rex',
  `--${BOUNDARY}`,
  'content-disposition: form-data; name="file"; filename="rex.jpg"',
  'content-type: application/octet-stream',
  '',
  'x'.repeat(SIZE),
  `--${BOUNDARY}--`,
  '',
].join('\r\n');

const upload = {
  request: [
    'POST /photos HTTP/1.1',
    ...USUAL,
    `content-type: multipart/form-data; boundary=${BOUNDARY}`,
    `content-length: ${photo.length}`,
    '',
    photo,
  ].join('\r\n'),
  answer: { status: 201, type: 'application/json', body: { name: 'Rex', bytes: SIZE } },
};

const stream = {
  request: ['GET /lines HTTP/1.1', ...USUAL, '', ''].join('\r\n'),
  answer: { status: 200, type: 'application/jsonl' },
};

const pick = ({ cases }, count, round) =>
  Array.from({ length: count }, (_, n) => cases[(round * count + n) % cases.length]);

export const cases = Array.from({ length: 8 }, (_, round) => [
  ...pick(a, 8, round),
  ...pick(b, 3, round),
  ...pick(c, 2, round),
  ...pick(e, 1, round),
  upload,
  stream,
]).flat();

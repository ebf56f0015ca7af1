import type { Finding } from '../problem/finding.ts';
import type { LoadedDocument } from './loaded.ts';
import { createSchemas } from './schemas.ts';

/** A document that there is nothing to read in but why it could not be read. */
export const unreadable = (
  source: string,
  finding: Finding,
  content: unknown = undefined,
): LoadedDocument => ({
  source,
  version: null,
  operations: [],
  securitySchemes: [],
  schemas: createSchemas({
    version: '3.1',
    trees: new Map(),
    fileAt: () => undefined,
    identifiers: null,
    virtual: new Map(),
  }),
  formats: new Map(),
  findings: [finding],
  warnings: [],
  content: () => content,
  place: (findings) => Promise.resolve(findings),
  headersOf: () => [],
  files: [],
  parsed: null,
});

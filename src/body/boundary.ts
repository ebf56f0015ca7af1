import type { MediaTypeParts } from '../http/media-type.ts';
import type { Problem } from '../problem/problem.ts';
import { malformed } from './refusals.ts';

/** At most 70 characters, the last of them no space (RFC 2046 §5.1.1). Some clients use more characters than the RFC lists. */
const BOUNDARY = /^[ -~]{0,69}[!-~]$/;

const REPEATED = /;\s*boundary\s*=.*;\s*boundary\s*=/i;

/** The boundary that a `Content-Type` field names. Of two, other readers may take the other one. */
export function readBoundary(contentType: string, sent: MediaTypeParts | null): string | Problem {
  const boundary = sent?.parameters['boundary'] ?? '';
  return sent?.type === 'multipart' && BOUNDARY.test(boundary) && !REPEATED.test(contentType)
    ? boundary
    : malformed('The Content-Type has to name one boundary of 1 to 70 characters.');
}

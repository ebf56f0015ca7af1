import { bestFit, isJson, type MediaTypeParts, parseMediaType } from '../http/media-type.ts';
import { splitField } from './prefer.ts';

interface Range {
  readonly range: MediaTypeParts;
  readonly quality: number;
}

function readRange(text: string): readonly Range[] {
  const parts = parseMediaType(text);
  if (parts === null) return [];
  const { q = '1', ...parameters } = parts.parameters;
  return [{ range: { ...parts, parameters }, quality: /^[01](\.\d{0,3})?$/.test(q) ? Number(q) : 1 }];
}

/** How gladly a media type is taken: the quality of the range that fits it most closely (RFC 9110 §12.5.1). */
const qualityOf = (type: MediaTypeParts, ranges: readonly Range[]): number =>
  bestFit(ranges, type)?.quality ?? 0;

/**
 * Sorts what could be sent: by what `Accept` takes most gladly, then JSON, then the order of the document.
 * Where it takes nothing of all that, the order is the same as without it.
 */
export function byPreference<Typed extends { readonly parts: MediaTypeParts }>(
  accept: string | undefined,
  candidates: readonly Typed[],
): readonly Typed[] {
  const ranges = splitField(accept ?? '', ',').flatMap(readRange);
  const ranked = candidates.map((candidate) => ({
    candidate,
    quality: qualityOf(candidate.parts, ranges),
    json: isJson(candidate.parts),
  }));
  const taken = ranked.filter(({ quality }) => quality > 0);
  return (taken.length > 0 ? taken : ranked)
    .toSorted((a, b) => b.quality - a.quality || Number(b.json) - Number(a.json))
    .map(({ candidate }) => candidate);
}

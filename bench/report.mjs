import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { showGoals } from './goals.mjs';
import { showHttp } from './http.mjs';
import { showInstructions } from './instructions.mjs';
import { showMemory } from './memory.mjs';
import { showStart } from './start.mjs';

/** Parts are kept as they are measured, each in a file of its own, and the report is written of those that there are. */

const PARTS = new URL('report/', import.meta.url);
const REPORT = new URL('report.md', import.meta.url);

const SHOWN = { http: showHttp, memory: showMemory, start: showStart, instructions: showInstructions };

const TITLES = {
  http: 'Over http',
  memory: 'Within the process',
  start: 'Start',
  instructions: 'Instructions',
};

export const keepPart = (part) => {
  mkdirSync(PARTS, { recursive: true });
  writeFileSync(new URL(`${part.name}.json`, PARTS), `${JSON.stringify(part)}\n`);
};

const readParts = () =>
  (existsSync(PARTS) ? readdirSync(PARTS) : [])
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, PARTS), 'utf8')));

/** What was found by mode: parts of one mode are of different work loads. */
const mergeParts = (parts) => {
  const merged = {};
  for (const { mode, found } of parts) merged[mode] = { ...merged[mode], ...found };
  return merged;
};

const showMachines = (parts) =>
  parts.map(({ name, rounds, machine }) => `- ${name}, ${rounds} rounds: ${machine}`).join('\n');

const showMode = (mode, found, parts) => `## ${TITLES[mode]}

${SHOWN[mode](found)}

${showMachines(parts)}
`;

export const writeReport = () => {
  const parts = readParts();
  const merged = mergeParts(parts);
  const sections = Object.keys(SHOWN)
    .filter((mode) => merged[mode] !== undefined)
    .map((mode) =>
      showMode(
        mode,
        merged[mode],
        parts.filter((part) => part.mode === mode),
      ),
    );
  writeFileSync(
    REPORT,
    `# What was measured

How, and who the contestants are, says [the page about the bench](README.md). A goal is met where the median is.

## Goals

${showGoals(merged)}

${sections.join('\n')}`,
  );
};

export const showParts = (parts) =>
  Object.entries(mergeParts(parts)).map(([mode, found]) => SHOWN[mode](found));

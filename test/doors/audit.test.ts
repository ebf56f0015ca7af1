import { toNodeListener } from '../../src/doors/node.ts';
import { auditing } from './auditing.ts';
import { inMemory } from './in-memory.ts';
import { listen } from './listen.ts';

auditing('no door at all', inMemory, { lacks: ['connections'] });
auditing('node', (api) => listen(toNodeListener(api)));

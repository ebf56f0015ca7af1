import * as a from './work/a.mjs';
import * as b from './work/b.mjs';
import * as c from './work/c.mjs';
import * as d from './work/d.mjs';
import * as dc from './work/dc.mjs';
import * as e from './work/e.mjs';
import * as ev from './work/ev.mjs';
import * as f from './work/f.mjs';
import * as ff from './work/ff.mjs';

/** The work loads over http. */
export const WORKS = { a, b, c, d, dc, e, ev, f, ff };

/** Those that are compared with each other take their turns together. */
export const GROUPS = [['a'], ['b'], ['c'], ['d'], ['dc'], ['e'], ['ev'], ['f', 'ff']];

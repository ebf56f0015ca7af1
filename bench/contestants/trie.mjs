/** Segment trie of path templates. `find(path)` gives the methods at a path and the raw parameter texts, or null. */
export const createTrie = () => {
  const root = { literals: new Map(), parameter: null, methods: null };

  const add = (template, method, route) => {
    let node = root;
    for (const segment of template.split('/').slice(1)) {
      const created = { literals: new Map(), parameter: null, methods: null };
      if (segment.startsWith('{')) node = node.parameter ??= created;
      else {
        if (!node.literals.has(segment)) node.literals.set(segment, created);
        node = node.literals.get(segment);
      }
    }
    node.methods ??= new Map();
    node.methods.set(method, route);
  };

  const walk = (node, path, from, texts) => {
    if (from > path.length) return node.methods;
    const slash = path.indexOf('/', from);
    const end = slash === -1 ? path.length : slash;
    const segment = path.slice(from, end);
    const literal = node.literals.get(segment);
    const found = literal === undefined ? null : walk(literal, path, end + 1, texts);
    if (found !== null || node.parameter === null || segment === '') return found;
    texts.push(segment);
    const through = walk(node.parameter, path, end + 1, texts);
    if (through === null) texts.pop();
    return through;
  };

  const find = (path) => {
    const texts = [];
    const methods = walk(root, path, 1, texts);
    return methods === null ? null : { methods, texts };
  };

  return { add, find };
};

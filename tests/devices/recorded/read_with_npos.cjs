// Reads receipt.bin with npos 0.1.19, a foreign ESC/POS parser, and writes what it saw to receipt.npos.json.
// In an empty folder: npm install npos@0.1.19, then node <this file> <that folder>/node_modules/npos
const fs = require('node:fs');
const path = require('node:path');

const npos = require(path.resolve(process.argv[2]));
// It knows GS ( H and its like, whose length stands in the command, but has no line for GS ( k.
npos.rules[npos.symbols.GS]['(k'] = [0, 'd16'];

const bytes = fs.readFileSync(path.join(__dirname, 'receipt.bin'));
npos.parser(npos.rules).parse(bytes).then((ast) => {
  const seen = ast.tree.map((node) => ({
    name: [node.ascii, node.fn].filter(Boolean).join(' '),
    bytes: bytes.subarray(node.offset, node.offset + node.length).toString('hex'),
  }));
  fs.writeFileSync(path.join(__dirname, 'receipt.npos.json'), `${JSON.stringify(seen, null, 1)}\n`);
});

/** `npm run bench`: a table, or `--json`; names of benches choose some of them. Exit code 1 where a bound is broken. */

import { build, measureInChild } from './child.ts';
import type { Section } from './model.ts';
import { measureStartUp } from './start-up.ts';
import { isBroken, table } from './table.ts';

const BENCHES: Readonly<Record<string, () => Promise<Section>>> = {
  'start-up': measureStartUp,
  loading: () => measureInChild('loading'),
  server: () => measureInChild('server'),
  cases: () => measureInChild('cases'),
  peers: () => measureInChild('peers'),
};

const words = process.argv.slice(2);
const json = words.includes('--json');
const wanted = words.filter((word) => word !== '--json');
const unknown = wanted.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(
    `error: no bench is called "${unknown[0]}"; there are: ${Object.keys(BENCHES).join(', ')}\n`,
  );
  process.exit(2);
}

build();
const sections: Section[] = [];
for (const [name, measure] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const section = await measure();
  sections.push(section);
  // Each as soon as it is there: the whole takes a minute or two.
  if (!json) process.stderr.write(`measured: ${section.title}\n`);
}
process.stdout.write(json ? `${JSON.stringify(sections, null, 2)}\n` : table(sections));
if (sections.some(({ measurements }) => measurements.some(isBroken))) process.exitCode = 1;

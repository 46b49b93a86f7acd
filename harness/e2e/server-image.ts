/** An image of the reference server, made of what is on this machine: nothing is pulled. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from './docker-engine.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MODULES = 'node_modules';
/** Of no use to a server, and large. */
const LEFT_OUT = ['testcontainers'];
const NODE_INSIDE = 'bin/node';
const PROGRAM = ['/bin/node', '/app/dist/harness/cli/main.js', 'serve', '--host', '0.0.0.0'];

/** Builds the program and makes an image whose command line ends in `kammerton serve --host 0.0.0.0`. */
export async function importServerImage(engine: Engine, name: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kammerton-image-'));
  try {
    const dist = join(folder, 'app', 'dist');
    const compiler = join(ROOT, MODULES, 'typescript', 'bin', 'tsc');
    run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', dist]);
    const node = realpathSync(process.execPath);
    const app = ['package.json', 'specs', ...modulesOf(['fastify', ...dependencies(ROOT)])];
    const tar = spawn(
      'tar',
      [
        ...['--create', '--dereference', '--exclude=*.map', '--exclude=*.d.ts'],
        ...[
          `--transform=s,^${node.slice(1)}$,${NODE_INSIDE},`,
          '-C',
          '/',
          node.slice(1),
          ...librariesOf(node),
        ],
        ...['--transform=s,^\\(package.json\\|specs\\|node_modules\\),app/\\1,', '-C', ROOT, ...app],
        ...['-C', folder, 'app'],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await engine.importImage(tar.stdout, name, [`ENTRYPOINT ${JSON.stringify(PROGRAM)}`, 'EXPOSE 8080']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The shared libraries of a program, and its loader, relative to `/`. */
function librariesOf(program: string): readonly string[] {
  return [...run('ldd', [program]).matchAll(/(?:=> |^\s+)\/(\S+) \(0x/gm)].map(([, path = '']) => path);
}

function dependencies(folder: string): readonly string[] {
  const { dependencies = {} }: { readonly dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return Object.keys(dependencies).filter((name) => !LEFT_OUT.includes(name));
}

/** The folders of these packages and of all that they depend on; nested ones come with their owners. */
function modulesOf(names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const folder = join(MODULES, name);
    if (found.has(folder) || !existsSync(join(ROOT, folder, 'package.json'))) return;
    found.add(folder);
    dependencies(join(ROOT, folder)).forEach(visit);
  };
  names.forEach(visit);
  return [...found];
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

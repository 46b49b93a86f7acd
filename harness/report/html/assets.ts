/** The style and the script of the page, from the files beside this one, as text that a page can hold. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../spec/package-root.ts';

/** Each after those it imports. */
const MODULES = ['dom', 'curl', 'pretty', 'conversation', 'scenario', 'filter', 'main'];

export interface PageAssets {
  readonly style: string;
  readonly script: string;
  /** A content security policy under which these two, and nothing else, have any effect. */
  readonly policy: string;
}

/** Modules become one script: a page from a file may load none. */
export function pageAssets(): PageAssets {
  const folder = join(packageRoot(), 'harness', 'report', 'html', 'page');
  const style = `\n${readFileSync(join(folder, 'page.css'), 'utf8')}`;
  const modules = MODULES.map((name) => asPart(readFileSync(join(folder, `${name}.js`), 'utf8')));
  const script = `\n(() => {\n'use strict';\n${modules.join('\n')}})();\n`;
  const policy = [
    "default-src 'none'",
    `style-src '${digest(style)}'`,
    `script-src '${digest(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return { style, script, policy };
}

function asPart(module: string): string {
  return module.replaceAll(/^import [^;]*;\n/gm, '').replaceAll(/^export /gm, '');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

// An exchange as a command that a person can repeat, its secrets as variables of the shell.

import { UNSAFE } from './dom.js';

const LEFT_OUT = new Set(['accept-encoding', 'content-length', 'host', 'connection']);
const PLACEHOLDER = /<(token|password|secret)(?: (\d+))?>/g;

/** A command for bash. */
export function curlOf({ method, url, headers, body }) {
  const words = Object.entries(headers)
    .filter(([name]) => !LEFT_OUT.has(name.toLowerCase()))
    .map(
      ([name, value]) =>
        `-H ${name.toLowerCase() === 'authorization' ? credentials(name, value) : quote(`${name}: ${value}`)}`,
    );
  const isBinary = body !== undefined && body.text === undefined;
  const data = body === undefined ? [] : [isBinary ? '--data-binary @-' : `--data-raw ${quote(body.text)}`];
  const line = ['curl -i -g --path-as-is', `-X ${quote(method)}`, ...words, ...data, quote(url)].join(
    ' \\\n  ',
  );
  const fed = isBinary ? `printf %s ${quote(body.base64 ?? '')} | base64 -d | ${line}` : line;
  return body?.cut === true ? `# the body was cut in the report\n${fed}` : fed;
}

/** Only here a variable of the harness's own may stand; anywhere else a dollar sign is the target's text. */
function credentials(name, value) {
  const known = /^(Bearer )(\$[A-Z_]+)$/.exec(value);
  return known === null ? quote(`${name}: ${value}`) : `"${name}: ${known[1]}${known[2]}"`;
}

function quote(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(PLACEHOLDER)) {
    parts.push(literal(text.slice(from, found.index)), `"$${variable(found[1], found[2])}"`);
    from = found.index + found[0].length;
  }
  parts.push(literal(text.slice(from)));
  return parts.join('') || "''";
}

function variable(kind, number) {
  const name = kind.toUpperCase();
  return number === undefined || number === '1' ? name : `${name}_${number}`;
}

function literal(text) {
  if (text === '') return '';
  if (/^[\w./:=@%+,-]+$/.test(text)) return text;
  if (!text.includes('\n') && text.search(UNSAFE) < 0) return `'${text.replaceAll("'", "'\\''")}'`;
  // What the page shows as an escape is one of the shell here, so that what is seen is what is copied.
  const escaped = text
    .replace(/[\\']/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(UNSAFE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `$'${escaped}'`;
}

/** `kammerton spec check DOCUMENT…`: the mistakes of any OpenAPI documents. */

import { readFile } from 'node:fs/promises';
import { escapeText } from '../report/escape.ts';
import { lintDocument } from '../spec/lint/lint.ts';
import { readLintDocument } from '../spec/lint/lint-document.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { UsageError } from './usage-error.ts';

/** One line a mistake, its place first; exit code 1 where there is any, 2 where a file is no OpenAPI document. */
export async function checkDocuments(files: readonly string[]): Promise<ExitCode> {
  let mistakes = 0;
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => {
      throw new UsageError(`${file} cannot be read`, 'give OpenAPI documents, in YAML or JSON');
    });
    const findings = lintDocument(readLintDocument(file, text));
    mistakes += findings.length;
    for (const { at, field, message } of findings) {
      const place = `${at.file}:${at.line}:${at.column}`;
      process.stdout.write(`${escapeText(`${place}: ${field === '' ? '' : `${field}: `}${message}`)}\n`);
    }
  }
  const found = mistakes === 0 ? 'no mistake' : `${mistakes} mistake${mistakes === 1 ? '' : 's'}`;
  process.stdout.write(`${files.length} document${files.length === 1 ? '' : 's'}: ${found}\n`);
  return mistakes === 0 ? EXIT.ok : EXIT.mustFailed;
}

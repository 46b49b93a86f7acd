import { WORD_GROUPS } from './words.ts';

/** Every word of the language as Markdown, one table a group; what stands between the markers in suites/README.md. */
export function wordsTable(): string {
  const tables = WORD_GROUPS.map(({ title, words }) => {
    const withExample = words.some(({ example }) => example !== undefined);
    const head = withExample ? ['word', 'what it is', 'example'] : ['word', 'what it is'];
    const rows = words.map(({ name, usage, doc, example }) => {
      const cells = [`\`${usage ?? name}\``, cell(doc)];
      return withExample ? [...cells, example === undefined ? '' : `\`${example}\``] : cells;
    });
    const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
    return [`### ${title}`, '', ...lines].join('\n');
  });
  return `${tables.join('\n\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

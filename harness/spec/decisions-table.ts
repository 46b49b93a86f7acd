import type { Decision } from './model.ts';
import type { Registry } from './registry.ts';

/** Every decision as a Markdown table: the hole, how the suite reads it, and what a target may declare instead. */
export function decisionsTable(registry: Pick<Registry, 'profiles'>): string {
  return [...registry.profiles.values()]
    .map(({ title, id, decisions }) => {
      const rows = [...decisions.values()].map(row);
      const head = [
        '| | where the spec is silent | how the suite reads it | a target may declare |',
        '|---|---|---|---|',
      ];
      return [`**${title}** (\`${id}\`)`, '', ...head, ...rows].join('\n');
    })
    .join('\n\n');
}

function row({ id, hole, decision, dialect, setting }: Decision): string {
  const declared =
    dialect === undefined ? (setting ?? '') : `dialect.${dialect.key}: ${dialect.values.join(', ')}`;
  const cells = [id, hole, decision, declared === '' ? '' : `\`${declared}\``];
  return `| ${cells.map((text) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim()).join(' | ')} |`;
}

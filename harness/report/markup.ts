/** Text inside XML and HTML: whatever a target said stays text. */

import { escapeLines, escapeText } from './escape.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** One line, for element content and quoted attributes; controls and reordering marks become visible. */
export function escapeMarkup(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Several lines, for element content. */
export function escapeMarkupLines(text: string): string {
  return escapeLines(text)
    .map((line) => line.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? ''))
    .join('\n');
}

/** Our own sentences: what stands in backticks is code. */
export function escapeProse(text: string): string {
  return escapeMarkup(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

/** Makes text from a target harmless before it reaches a terminal: nothing in it can move, colour or reorder. */

// C0 and C1 controls, DEL, soft hyphen, Arabic letter mark, zero-width and bidirectional marks, line separators,
// byte order mark, interlinear marks, tag characters, and halves of surrogate pairs.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** One line of text, every unsafe character shown as an escape. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    if (character === '\t') return '\\t';
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    return `\\u{${code.toString(16)}}`;
  });
}

/** Text that may have several lines: line ends stay, tabs become spaces, everything else is escaped. */
export function escapeLines(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => escapeText(line.replaceAll('\t', '  ')));
}

/** Cuts to so many characters and says how many are missing. */
export function shorten(text: string, limit: number): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  return `${characters.slice(0, limit).join('')}… (${characters.length - limit} more characters)`;
}

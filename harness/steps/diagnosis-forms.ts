/** JSON in forms that differ from the canonical one in a single respect. */

export type Data = Readonly<Record<string, unknown>>;
type Order = (names: readonly string[], depth: number) => readonly string[];

export interface Form {
  /** Of the names of an object; `depth` is 0 for the outermost. */
  readonly inOrder?: Order;
  readonly text?: (text: string) => string;
  readonly number?: (value: number) => string;
  readonly items?: (items: readonly unknown[]) => readonly unknown[];
  readonly comma?: string;
  readonly colon?: string;
  readonly leavesNullsOut?: boolean;
}

const sorted =
  (isBefore: (a: string, b: string) => boolean): Order =>
  (names) =>
    names.toSorted((a, b) => (a === b ? 0 : isBefore(a, b) ? -1 : 1));

export const ORDERS = {
  asSent: (names: readonly string[]): readonly string[] => names,
  byCodeUnit: sorted((a, b) => a < b),
  byLocale: sorted((a, b) => a.localeCompare(b, 'en') < 0),
  ignoringCase: sorted((a, b) => a.toLowerCase() < b.toLowerCase()),
  byCodePoint: sorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0),
  typeFirst:
    (order: Order): Order =>
    (names, depth) => {
      const rest = order(names, depth);
      const isType = (name: string): boolean => depth === 0 && name === 'type';
      return [...rest.filter(isType), ...rest.filter((name) => !isType(name))];
    },
} as const;

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function inForm(value: unknown, form: Form, depth = 0): string {
  const { comma = ',', colon = ':', text = JSON.stringify, number = String } = form;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = form.items?.(value) ?? value;
    return `[${items.map((item) => inForm(item, form, depth + 1)).join(comma)}]`;
  }
  if (isData(value)) {
    const isThere = (name: string): boolean =>
      value[name] !== undefined && !(form.leavesNullsOut === true && value[name] === null);
    const names = (form.inOrder ?? ORDERS.byCodeUnit)(Object.keys(value), depth).filter(isThere);
    const members = names.map((name) => `${text(name)}${colon}${inForm(value[name], form, depth + 1)}`);
    return `{${members.join(comma)}}`;
  }
  if (typeof value === 'string') return text(value);
  return typeof value === 'number' ? number(value) : String(value);
}

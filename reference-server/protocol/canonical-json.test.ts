import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ambiguity,
  canonicalJson,
  canonicalJsonWithFirst,
  type JsonObject,
  type JsonValue,
} from './canonical-json.ts';

/** The same value with the keys of every object in the opposite order. */
function withKeysReversed(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withKeysReversed);
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, withKeysReversed(member)]));
}

/** Arbitrary JSON without `-0`, which no JSON text tells apart from 0 once ECMAScript wrote it. */
const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map((value): JsonValue => {
  const text = JSON.stringify(value);
  return JSON.parse(text);
});

/** RFC 8785, appendix B: the ES6 form of IEEE 754 doubles, by their 64 bits. */
const rfc8785Numbers: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

describe('canonical JSON', () => {
  it('gives the bytes of the example in RFC 8785, section 3.2', () => {
    const example = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(canonicalJson(JSON.parse(example))).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts the keys of the example in RFC 8785, section 3.2.3, by UTF-16 code unit', () => {
    const example = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = [...canonicalJson(example).matchAll(/:"([^"]+)"/g)].map((match) => match[1]);
    expect(order).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each(rfc8785Numbers)('writes the double 0x%s of RFC 8785, appendix B, as %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });

  it('sorts inside arrays and leaves their order alone', () => {
    expect(canonicalJson([{ b: 1, a: [3, 1, 2] }, []])).toBe('[{"a":[3,1,2],"b":1},[]]');
  });

  it('keeps U+2028, slashes and composed or decomposed letters as they are', () => {
    expect(canonicalJson({ text: '\u2028/é\u0065\u0301<&>' })).toBe('{"text":"\u2028/é\u0065\u0301<&>"}');
  });

  it('sorts a key that is an array index among the others', () => {
    expect(canonicalJson({ '10': 1, '9': 2, '!': 3 })).toBe('{"!":3,"10":1,"9":2}');
  });

  it('gives one text whatever the order of the keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(withKeysReversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('gives text that parses to the value it was made of', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  it('leaves nothing to change in what it wrote', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('writes nesting that a recursive writer would die of', () => {
    const text = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });

  it('writes an array longer than an argument list may be', () => {
    expect(canonicalJson(new Array<number>(300_000).fill(7))).toHaveLength(600_001);
  });
});

describe('canonical JSON with a first key', () => {
  it('puts that key first and sorts the rest', () => {
    expect(
      canonicalJsonWithFirst('type', { to: 'b', a: { z: 1, type: 2, b: 3 }, type: 'T', from: 'a' }),
    ).toBe('{"type":"T","a":{"b":3,"type":2,"z":1},"from":"a","to":"b"}');
  });

  it('writes an object that has only that key', () => {
    expect(canonicalJsonWithFirst('type', { type: 'T' })).toBe('{"type":"T"}');
  });

  it('gives text that parses to the object it was made of', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), json), (members) => {
        const object: JsonObject = { ...members, type: 'T' };
        expect(JSON.parse(canonicalJsonWithFirst('type', object))).toEqual(object);
      }),
    );
  });
});

describe('ambiguity', () => {
  it.each([
    ['an array index as key', '{"a":[{"7":1}]}', /array index/],
    ['__proto__ as key', '{"__proto__":{}}', /__proto__/],
    ['a lone surrogate in a string', String.raw`["\ud83d"]`, /lone surrogate/],
    ['a lone surrogate in a key', String.raw`{"\ude00":1}`, /lone surrogate/],
    ['a number too large for a double', '[1e400]', /not finite/],
    ['a number beyond 2^53', '[-9007199254740994]', /2\^53/],
    ['more depth than allowed', '[[[[[]]]]]', /deeper than 4/],
  ])('names %s', (_, text, reason) => {
    expect(ambiguity(JSON.parse(text), 4)).toMatch(reason);
  });

  it.each([
    ['keys that only look like an index', '{"01":1,"-1":2,"1.5":3,"4294967295":4}'],
    ['surrogate pairs', String.raw`{"\ud83d\ude00":"\ud83d\ude00"}`],
    ['numbers up to 2^53', '[9007199254740992,-9007199254740992,0.1,1e-300]'],
    ['the depth that is allowed', '[[[[]]]]'],
  ])('has nothing against %s', (_, text) => {
    expect(ambiguity(JSON.parse(text), 4)).toBeUndefined();
  });
});

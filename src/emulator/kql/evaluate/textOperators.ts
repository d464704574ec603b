type TextOperator = (text: string, part: string) => boolean;

const alphanumeric = /[\p{L}\p{N}]/u;

/** Kusto's string operators by name, without a leading `!`; those without `_cs` get both sides in lower case. */
export const textOperators: Readonly<Record<string, TextOperator>> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  has: hasTerm,
  hasprefix: (text, part) => positionsOf(text, part).some((start) => beginsTerm(text, part, start)),
  hassuffix: (text, part) => positionsOf(text, part).some((start) => endsTerm(text, part, start)),
};

/** Says whether the term is in the text as a whole word: between characters that are neither letters nor digits. */
export function hasTerm(text: string, term: string): boolean {
  return positionsOf(text, term).some((start) => beginsTerm(text, term, start) && endsTerm(text, term, start));
}

function positionsOf(text: string, part: string): readonly number[] {
  if (part === '') return [0];
  const positions: number[] = [];
  for (let found = text.indexOf(part); found >= 0; found = text.indexOf(part, found + 1)) positions.push(found);
  return positions;
}

function beginsTerm(text: string, part: string, start: number): boolean {
  return start === 0 || !alphanumeric.test(text.charAt(start - 1)) || !alphanumeric.test(part.charAt(0));
}

function endsTerm(text: string, part: string, start: number): boolean {
  const end = start + part.length;
  return (
    end === text.length || !alphanumeric.test(text.charAt(end)) || !alphanumeric.test(part.charAt(part.length - 1))
  );
}

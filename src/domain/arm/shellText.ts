/** Quotes text for shells. */

/**
 * Quotes an argument so that bash and zsh read it back unchanged. PowerShell, for which typographic quotes also end a
 * text in single quotes, takes no part of it for a command either. Control characters are escaped, and what would start
 * a command for a pipeline is split.
 */
export function shellQuoted(argument: string): string {
  if (/^[\w./:@,+-][\w./:=@,+-]*$/.test(argument)) return argument;
  const parts = argument.match(partsOfArgument) ?? [''];
  return parts.map(quotedPart).join('');
}

/** Control characters; quotes; and the rest up to the next of them, or to the middle of `##`. */
const partsOfArgument =
  /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+|['\u2018-\u201B]+|(?:(?!##)[^\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}'\u2018-\u201B])+#?|#/gu;

function quotedPart(part: string): string {
  if (/^['\u2018-\u201B]/.test(part)) return `"${part}"`;
  if (!/^[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(part)) return `'${part}'`;
  const bytes = [...new TextEncoder().encode(part)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  return `$'${bytes.join('')}'`;
}

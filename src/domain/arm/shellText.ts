/** Texts as a shell reads them. */

/**
 * Returns an argument in the form that bash and zsh read back unchanged. PowerShell takes no part of it for a command
 * either: to it typographic quotes end a text in single quotes, too. Signs that act on a terminal are escaped, and what
 * begins an order to a pipeline is taken apart.
 */
export function shellQuoted(argument: string): string {
  if (/^[\w./:@,+-][\w./:=@,+-]*$/.test(argument)) return argument;
  const parts = argument.match(partsOfArgument) ?? [''];
  return parts.map(quotedPart).join('');
}

/** Signs that act; quotes; and the rest up to the next of them, or in the middle of `##`. */
const partsOfArgument =
  /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+|['\u2018-\u201B]+|(?:(?!##)[^\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}'\u2018-\u201B])+#?|#/gu;

function quotedPart(part: string): string {
  if (/^['\u2018-\u201B]/.test(part)) return `"${part}"`;
  if (!/^[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(part)) return `'${part}'`;
  const bytes = [...new TextEncoder().encode(part)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  return `$'${bytes.join('')}'`;
}

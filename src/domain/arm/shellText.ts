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

/**
 * Returns an argument with its value; if that begins with a hyphen, az would take it for an argument of its own unless `=` joins them.
 * Source: https://docs.python.org/3/library/argparse.html#arguments-containing
 */
export function argumentQuoted(name: string, value: string, quoted = shellQuoted): string {
  return value.startsWith('-') ? `${name}=${shellQuoted(value)}` : `${name} ${quoted(value)}`;
}

/** Returns the arguments of az that name a cluster. */
export function clusterArguments(cluster: {
  readonly resourceGroup: string;
  readonly name: string;
  readonly subscriptionId: string;
}): string {
  return [
    argumentQuoted('--resource-group', cluster.resourceGroup),
    argumentQuoted('--name', cluster.name),
    argumentQuoted('--subscription', cluster.subscriptionId),
  ].join(' ');
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

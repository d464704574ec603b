/** Words that show that an error behind an address is about something else. */

/** Another address, an answer or a success, another step, or another line of a log. */
const words = [
  'https?://',
  'AADSTS\\d',
  '\\b(?:succeeded|success|acquired|ok|healthy|refreshed)\\b',
  '\\b20[0-4]\\b',
  'StatusCode|status code|RESPONSE',
  'level=|"level"|\\b(?:INFO|WARN|ERROR|DEBUG)\\b|\\d{4}-\\d\\d-\\d\\d[T ]',
  '\\bprobe\\b|Events:|Environment:',
];

/** Returns a pattern of them, and of `more`. */
export function otherMatter(...more: readonly string[]): RegExp {
  return new RegExp([...words, ...more].join('|'), 'i');
}

/** No error of a connection that names another place itself, other than those that the pattern matches. */
export function notTo(ownHosts: string): string {
  return `(?! ?(?:to|for|connecting to|calling) ['"]?(?!${ownHosts})[\\w-]{1,60}(?:\\.[\\w-]{1,60}){1,8}(?::\\d|['" /]|$))`;
}

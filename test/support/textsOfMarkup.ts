/** The attributes whose texts a person reads or hears. */
const names = 'aria-(?:label|description|roledescription|valuetext)|title|placeholder|label|alt|heading';
const spoken = new RegExp(`\\b(?:${names})="([^"]*)"`, 'g');
const spokenSoFar = new RegExp(`\\b(?:${names})=(?:"[^"]*|[^"\\s]*)$`);
const verbatimSoFar = /<(code|pre|style|script)\b[^>]*>(?!.*<\/\1>)/s;
/** What stays as it was typed, and what is no text. */
const verbatim = /<(code|pre|style|script)\b[^>]*>.*?<\/\1>/gs;
const tag = /<\/?[a-z](?:"[^"]*"|[^">])*>/gi;

/** Returns the texts of markup that a person reads or hears: between the tags, and in attributes. */
export function textsOfMarkup(markup: string): readonly string[] {
  const said = [...markup.matchAll(spoken)].map(([, text = '']) => text);
  const between = markup.replaceAll(verbatim, '<').replaceAll(tag, '<').split('<');
  return [...said, ...between].map((text) => text.trim()).filter(Boolean);
}

/** True if a person reads or hears the value that stands after this beginning of a template: it is between tags, or such an attribute. */
export function isTextAfter(markup: string): boolean {
  const rest = markup.replaceAll(verbatim, '').replaceAll(tag, '');
  const [inTag] = /<[^<>]*$/.exec(rest) ?? [];
  return inTag === undefined ? !verbatimSoFar.test(markup) : spokenSoFar.test(inTag);
}

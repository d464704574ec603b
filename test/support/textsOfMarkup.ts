/** The attributes whose texts a person reads or hears. */
const spoken =
  /\b(?:aria-(?:label|description|roledescription|valuetext)|title|placeholder|label|alt|heading)="([^"]*)"/g;
/** What stays as it was typed, and what is no text. */
const verbatim = /<(code|pre|style|script)\b[^>]*>.*?<\/\1>/gs;
const tag = /<\/?[a-z](?:"[^"]*"|[^">])*>/gi;

/** Returns the texts of markup that a person reads or hears: between the tags, and in attributes. */
export function textsOfMarkup(markup: string): readonly string[] {
  const said = [...markup.matchAll(spoken)].map(([, text = '']) => text);
  const between = markup.replaceAll(verbatim, '<').replaceAll(tag, '<').split('<');
  return [...said, ...between].map((text) => text.trim()).filter(Boolean);
}

/** How long the title of a test may be, with the values of its table. */
const longestTitle = 120;

/** Says what is wrong with the title of a test in the groups around it, from outside in; `undefined` where nothing is. */
export function titleProblem(groups: readonly string[], title: string): string | undefined {
  if (title.length > longestTitle)
    return `has ${title.length} characters, more than ${longestTitle}: ${title.slice(0, 200)}`;
  const words = wordsOf(title);
  const repeated = groups.find((group) => beginningOf(group).every((word, index) => word === words[index]));
  return repeated === undefined ? undefined : `begins like "${repeated}", which is around it: ${title}`;
}

/** The first two words, which name the subject. */
function beginningOf(group: string): readonly string[] {
  return wordsOf(group).slice(0, 2);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/);
}

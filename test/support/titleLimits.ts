/** How long the title of a test may be, with the values of its table. */
const longestTitle = 120;

/** Says what is wrong with the title of a test in the groups around it, from outside in; `undefined` where nothing is. */
export function titleProblem(groups: readonly string[], title: string): string | undefined {
  if (title.length > longestTitle)
    return `has ${title.length} characters, more than ${longestTitle}: ${title.slice(0, 200)}`;
  const repeated = groups.find((group) => title.startsWith(group) && !/^\w/.test(title.slice(group.length)));
  return repeated === undefined ? undefined : `repeats "${repeated}", which is around it: ${title}`;
}

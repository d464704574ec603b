/**
 * Loaded before a program (`node --import`): the last line that it says on the standard error is its largest resident memory, in
 * bytes. JavaScript, because what Node needs to read TypeScript (about 15 MB) would be counted.
 */
process.once('exit', () => {
  process.stderr.write(`\n${process.resourceUsage().maxRSS * 1024}\n`);
});

/** Returns the function with its result kept for each object for as long as the object exists: indexes of long lists are built once. */
export function oncePer<T extends object, R>(work: (input: T) => R): (input: T) => R {
  const results = new WeakMap<T, { readonly result: R }>();
  return (input) => {
    const known = results.get(input) ?? { result: work(input) };
    results.set(input, known);
    return known.result;
  };
}

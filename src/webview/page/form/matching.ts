import type { Option } from '../../protocol/form.ts';

/**
 * Finds the options that contain every word of the query in label, description or value; those whose label begins with
 * it come first.
 */
export function matching(options: readonly Option[], query: string): readonly Option[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = options.filter(({ label, description, value }) => {
    const text = `${label} ${description ?? ''} ${value}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const begins = ({ label }: Option): boolean => label.toLowerCase().startsWith(query.trim().toLowerCase());
  return [...found.filter(begins), ...found.filter((option) => !begins(option))];
}

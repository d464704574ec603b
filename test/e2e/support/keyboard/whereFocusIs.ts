/** Where the focus of a page stands. */
export interface PageFocus {
  /** Another number for every element. */
  readonly id: number;
  /** What the element is called; empty where nothing has the focus. */
  readonly name: string;
  /** Whether the page has the focus of the window. */
  readonly isInside: boolean;
  /** The element can't be seen: it is out of view, or something lies above it. */
  readonly isCovered: boolean;
  /** The element that was remembered, if it looks the same now without the focus. */
  readonly unmarked?: string;
}

/** Runs in a page with its root: reads where the focus is, and remembers how the element looks with it where that is asked. */
export function readPageFocus(_root: Element, remember: boolean): PageFocus {
  interface Remembered {
    readonly ids: WeakMap<Element, number>;
    count: number;
    last?: { readonly element: Element; readonly name: string; readonly look: string };
  }
  const kept = window as Window & { focusOfTest?: Remembered };
  const memory: Remembered = (kept.focusOfTest ??= { ids: new WeakMap(), count: 0 });
  const nameOf = (element: Element): string => {
    const [labelled] = element instanceof HTMLInputElement ? (element.labels ?? []) : [];
    const label = element.getAttribute('aria-label') ?? (labelled ?? element).textContent.trim();
    return (label === '' ? element.id : label).replaceAll(/\s+/g, ' ').slice(0, 80);
  };
  const lookOf = (element: Element): string =>
    [element, ...(element.shadowRoot?.querySelectorAll('*') ?? [])]
      .map((part) => {
        const { outlineStyle, outline, boxShadow, borderColor, backgroundColor, textDecoration } =
          getComputedStyle(part);
        return [outlineStyle === 'none' ? '' : outline, boxShadow, borderColor, backgroundColor, textDecoration].join();
      })
      .join('|');
  const isSeen = (element: Element): boolean => {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    const points = [
      [left + width / 2, top + height / 2],
      [left + 3, top + 3],
      [right - 3, bottom - 3],
    ] as const;
    return points.some(([x, y]) => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && (element.contains(hit) || (hit !== document.body && hit.contains(element)));
    });
  };
  const element = document.activeElement ?? document.body;
  const hasOne = element !== document.body;
  // It gets the focus only so that reading and Tab go on from it.
  const isHeading = element.id === 'stage';
  if (!memory.ids.has(element)) memory.ids.set(element, (memory.count += 1));
  const { last } = memory;
  const isLeft = last !== undefined && last.element !== element && last.element.isConnected;
  const unmarked = isLeft && lookOf(last.element) === last.look ? last.name : undefined;
  if (remember) memory.last = { element, name: nameOf(element), look: isHeading || !hasOne ? '' : lookOf(element) };
  return {
    id: memory.ids.get(element) ?? 0,
    name: hasOne ? nameOf(element) : '',
    isInside: document.hasFocus(),
    isCovered: hasOne && !isHeading && !isSeen(element),
    ...(unmarked === undefined ? {} : { unmarked }),
  };
}

/** Where the focus of a tree of the side bar stands. */
export interface TreeFocus {
  /** Whether the tree has the focus of the window. */
  readonly isInside: boolean;
  readonly name: string;
  readonly index: number;
  readonly isLast: boolean;
  /** Whether the row is unfolded, and what is below it is there; `undefined` where there is nothing to unfold. */
  readonly isUnfolded?: boolean;
}

/** Runs in the workbench's page: reads which row has the focus. */
export function readTreeFocus(): TreeFocus {
  const list = document.activeElement?.closest('.sidebar .monaco-list') ?? undefined;
  const row = list?.querySelector('.monaco-list-row.focused');
  const index = Number(row?.getAttribute('data-index') ?? -1);
  const levelOf = (one: Element | null | undefined): number => Number(one?.getAttribute('aria-level') ?? Infinity);
  // A row that is out of view is not there.
  const below = list?.querySelector(`.monaco-list-row[data-index="${index + 1}"]`);
  const expanded = row?.getAttribute('aria-expanded') ?? '';
  return {
    isInside: list !== undefined,
    name: row?.getAttribute('aria-label') ?? '',
    index,
    isLast: row?.getAttribute('data-last-element') === 'true',
    ...(expanded === '' ? {} : { isUnfolded: expanded === 'true' && levelOf(below) > levelOf(row) }),
  };
}

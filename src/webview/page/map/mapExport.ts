const styleNames = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
] as const;

const drawn = 'path, rect, circle, text';

/** Writes the map as a file of its own, with the theme's colours in it and a background behind it, so that it needs nothing of the page. */
export function standaloneSvg(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const originals = picture.querySelectorAll<SVGElement>(drawn);
  const copies = copy.querySelectorAll<SVGElement>(drawn);
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    for (const name of styleNames) copies[index]?.setAttribute(name, style.getPropertyValue(name));
  });
  for (const element of copy.querySelectorAll('[class]')) element.removeAttribute('class');
  const { width, height } = picture.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.removeAttribute('style');
  copy.removeAttribute('class');
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy).replace(/<!--.*?-->/gs, '');
}

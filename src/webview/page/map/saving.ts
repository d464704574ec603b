/** The map as a file, in the light or dark look of the theme, which needs nothing of the page. */
import { drawScene } from '../../../domain/picture/draw.ts';
import { layOut } from '../../../domain/picture/layout.ts';
import type { PictureShape } from '../../../domain/picture/shapes.ts';
import { faintness, fileFont, palettes, svgText, type Palette } from '../../../domain/picture/svgText.ts';
import { measureAnywhere as measure } from '../../../domain/picture/text.ts';
import type { MapView } from '../../protocol/map.ts';
import type { Page } from '../drawing/parts.ts';
import type { DrawnMap } from './mapState.ts';
import { asShown, shownText } from '../../../sentences/language.ts';

/** Asks for the map, as it is filtered and folded now, to be saved. */
export function savePicture(page: Page, { title }: MapView, { picture }: DrawnMap, format: 'svg' | 'png'): void {
  const room = { width: Math.min(1600, Math.max(960, page.local.map.width)), measure };
  const scene = asShown(() => layOut(picture, room));
  const { shapes, height } = drawScene(scene, measure, shownText);
  const { width } = scene;
  const palette = palettes[isLight() ? 'light' : 'dark'];
  if (format === 'svg') {
    const svg = svgText(shapes, { width, height, title, palette, font: fileFont });
    page.send({ kind: 'save', picture: { format, svg } });
    return;
  }
  const png = pngOf(shapes, { width, height, palette });
  if (png !== undefined) page.send({ kind: 'save', picture: { format, png } });
}

/** Whether the theme is a light one; VS Code says so at the page's body. */
function isLight(): boolean {
  const { classList } = document.body;
  return classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light');
}

/** Browsers draw no larger picture; sharp on screens of twice the usual density unless it is too large for that. */
const largest = 16_000;

/** Paints shapes and returns them as PNG in Base64. */
function pngOf(
  shapes: readonly PictureShape[],
  { width, height, palette }: { readonly width: number; readonly height: number; readonly palette: Palette },
): string | undefined {
  const scale = Math.min(2, largest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.scale(scale, scale);
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, width, height);
  for (const shape of shapes) paintOnCanvas(context, shape, palette);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

function paintOnCanvas(context: CanvasRenderingContext2D, shape: PictureShape, palette: Palette): void {
  if (shape.kind === 'text') {
    context.font = `${shape.isBold ? 600 : 400} ${shape.size}px ${fileFont}`;
    context.fillStyle = palette[shape.ink];
    context.fillText(shape.text, shape.x, shape.y);
    return;
  }
  const { d, at: [x, y] = [0, 0], fill, isFaint, stroke, width = 1, dash = [] } = shape;
  context.save();
  context.translate(x, y);
  const path = new Path2D(d);
  if (fill) {
    context.globalAlpha = isFaint ? faintness : 1;
    context.fillStyle = palette[fill];
    context.fill(path);
    context.globalAlpha = 1;
  }
  if (stroke) {
    Object.assign(context, { strokeStyle: palette[stroke], lineWidth: width, lineCap: 'round', lineJoin: 'round' });
    context.setLineDash([...dash]);
    context.stroke(path);
  }
  context.restore();
}

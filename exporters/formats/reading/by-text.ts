/** Orders by UTF-16 code unit: the same on every machine, whatever its locale. */
export const byText = (one: string, two: string): number => (one === two ? 0 : one < two ? -1 : 1)

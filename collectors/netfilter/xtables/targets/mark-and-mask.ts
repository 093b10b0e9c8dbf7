/** A mark and its mask: targets write the mask also where it is all bits. */
export const markAndMask = (mark: number, mask: number): string => `0x${mark.toString(16)}/0x${mask.toString(16)}`

/** The name by which the tabs of a browser and their worker find each other. */
export const feedChannel = 'netloupe-changes'

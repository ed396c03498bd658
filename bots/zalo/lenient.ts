/** Values of which Zalo's documents and the samples people recorded show several shapes: all of them are read. */

export type Info = Record<string, unknown>

/** The phone of `user_submit_info`, flat or nested, with 84 or 0, as `0912345678`; undefined when none was given. */
export function phoneOf(info: Info | undefined): string | undefined {
  const given = info?.phone ?? info?.phone_number ?? info?.user_phone
  if (typeof given !== 'string' && typeof given !== 'number') return undefined
  const digits = String(given).replace(/\D/g, '')
  if (digits === '') return undefined
  if (/^84\d{9,10}$/.test(digits)) return `0${digits.slice(2)}`
  // A number lost its zero.
  return /^[35789]\d{8}$/.test(digits) ? `0${digits}` : digits
}

/** A place, wherever its two numbers stand; undefined when there is none on the globe. */
export function coordinatesOf(given: unknown): { latitude: number; longitude: number } | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const place = given as Record<string, unknown>
  const latitude = numberOf(place.latitude ?? place.lat)
  const longitude = numberOf(place.longitude ?? place.long ?? place.lng ?? place.lon)
  if (latitude !== undefined && longitude !== undefined) {
    const real = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
    return real ? { latitude, longitude } : undefined
  }
  return coordinatesOf(place.coordinates ?? place.location)
}

function numberOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : undefined
}

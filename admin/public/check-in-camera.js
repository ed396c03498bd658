// Reads QR codes from the camera: by the browser itself where it can, else with jsQR, which is then loaded.
const everyMs = 180

/** Starts and stops the camera; `found` hears each code. `toggle` says whether it is on; undefined: there is none. */
export function reader(page, found) {
  const video = document.getElementById('check-video')
  const canvas = document.createElement('canvas')
  let stream
  let timer
  let read

  async function look() {
    if (video.readyState >= 2) {
      try {
        const text = await read()
        if (text) found(text)
      } catch {
        // A frame that could not be read: the next one.
      }
    }
    if (stream) timer = setTimeout(look, everyMs)
  }

  async function readerOf() {
    if ('BarcodeDetector' in window) {
      const formats = await window.BarcodeDetector.getSupportedFormats()
      if (formats.includes('qr_code')) {
        const detector = new window.BarcodeDetector({ formats: ['qr_code'] })
        return async () => (await detector.detect(video))[0]?.rawValue
      }
    }
    await load(page.dataset.reader)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    return async () => {
      const scale = Math.min(1, 640 / video.videoWidth)
      canvas.width = video.videoWidth * scale
      canvas.height = video.videoHeight * scale
      context.drawImage(video, 0, 0, canvas.width, canvas.height)
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
      return window.jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data
    }
  }

  async function begin() {
    if (!navigator.mediaDevices?.getUserMedia) return undefined
    try {
      const facing = { video: { facingMode: 'environment' }, audio: false }
      const opened = await navigator.mediaDevices.getUserMedia(facing)
      read ??= await readerOf()
      stream = opened
      video.srcObject = stream
      video.hidden = false
      await video.play()
      void look()
      return true
    } catch {
      end()
      return undefined
    }
  }

  function end() {
    clearTimeout(timer)
    for (const track of stream?.getTracks() ?? []) track.stop()
    stream = undefined
    video.srcObject = null
    video.hidden = true
    return false
  }

  return { toggle: () => (stream ? Promise.resolve(end()) : begin()) }
}

function load(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.onload = resolve
    script.onerror = reject
    document.head.append(script)
  })
}

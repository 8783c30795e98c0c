#!/bin/sh
# Measures on a machine with a GPU: no network, nothing installed, neither Node nor npm. `sh run.sh --help` names the options; results go into
# hardware-results/ of the folder where it is called, written as it goes.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
trap 'exit 130' INT TERM
gzip -dc "$here/deno.gz" > "$place/deno"
chmod +x "$place/deno"
tar -xzf "$here/bench.tar.gz" -C "$place"

# Containers often have NVIDIA's driver without the file that names it, and no loader of drivers.
if ! ldconfig -p 2>/dev/null | grep -q libvulkan.so.1 && [ -e "$place/bench/libvulkan.so.1" ]; then
  LD_LIBRARY_PATH="$place/bench${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  export LD_LIBRARY_PATH
fi
named=$(ls /etc/vulkan/icd.d/*nvidia* /usr/share/vulkan/icd.d/*nvidia* /usr/local/share/vulkan/icd.d/*nvidia* 2>/dev/null || true)
if [ -e /dev/nvidiactl ] && [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}$named" ]; then
  VK_DRIVER_FILES=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
  if [ ! -e "$VK_DRIVER_FILES" ]; then
    VK_DRIVER_FILES="$place/nvidia_icd.json"
    echo '{ "file_format_version": "1.0.1", "ICD": { "library_path": "libGLX_nvidia.so.0", "api_version": "1.3.0" } }' > "$VK_DRIVER_FILES"
  fi
  VK_ICD_FILENAMES=$VK_DRIVER_FILES # what older loaders read
  export VK_DRIVER_FILES VK_ICD_FILENAMES
fi

"$place/deno" run -A --quiet --no-config --no-lock --node-modules-dir=manual "$place/bench/main.js" "$@"

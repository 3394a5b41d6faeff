#!/usr/bin/env bash
#SBATCH --job-name=digest
#SBATCH --cpus-per-task=1
#SBATCH --time=00:10:00
# A task of a Slurm job array: digests every n-th run of a folder, n being the number of tasks.
#
#   sbatch --array=0-19 slurm.sh FOLDER DIGESTS
set -euo pipefail
folder=$1 digests=$2
task=${SLURM_ARRAY_TASK_ID:-0} tasks=${SLURM_ARRAY_TASK_COUNT:-1}
mkdir -p "$digests"

mapfile -d '' -t runs < <(find "$folder" -mindepth 1 -maxdepth 1 -type d -print0 | sort -z)
mine=()
for ((place = task; place < ${#runs[@]}; place += tasks)); do mine+=("${runs[place]}"); done
[ ${#mine[@]} -eq 0 ] || "${VIZBP:-vizbp}" digest --quiet "${mine[@]}" -o "$digests/$task.digest"

"""autograder.py -- Classroom 50 runs this in a submission; it writes ./result.json.

overlap/, beside this file, is built at the first run, or was by a container's
image (Dockerfile).
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.join(HERE, "overlap")
BUILT = os.path.join(TREE, "build", "bin", "overlap")

if not os.access(BUILT, os.X_OK):
    subprocess.run(["sh", "tools/setup.sh"], cwd=TREE, check=True)
    subprocess.run(["cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                    "-DOVERLAP_TESTS=OFF"], cwd=TREE, check=True)
    subprocess.run(["cmake", "--build", "build", "--target", "overlap", *"@PROGRAMS@".split()],
                   cwd=TREE, check=True)
submission = sys.argv[1] if len(sys.argv) > 1 else "."
subprocess.run([BUILT, "lab", "grade", "@LAB@", submission, "--format", "classroom50",
                "--output", "result.json"], check=False)
sys.exit(0 if os.path.exists("result.json") else 1)

# Dockerfile -- a machine for students on Windows, macOS or Codespaces: overlap
# and its labs, with the packages that tools/setup.sh installs.
FROM debian:12
COPY . /opt/overlap
RUN apt-get -q update && apt-get -q install -y --no-install-recommends make git gdb && \
    cd /opt/overlap && sh tools/setup.sh && \
    cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DOVERLAP_TESTS=OFF && \
    cmake --build build && \
    for program in build/bin/*; do ln -s "/opt/overlap/$program" /usr/local/bin/; done && \
    rm -rf /var/lib/apt/lists/* && useradd --create-home student

"""Callbacks for the loops of others, one module each: ``lightning``, ``transformers``, ``keras``.

Each imports its framework when it is imported itself.
"""

/** The document that stands in where somebody has none yet. */
export const EXAMPLE = `openapi: 3.1.1
info:
  title: Pets
  version: 1.0.0
servers:
  - url: /v1
paths:
  /pets:
    get:
      operationId: listPets
      summary: Some of the pets
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100, default: 20 } }
      responses:
        '200':
          description: The pets.
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Pet' } }
              example: [{ id: 1, name: Rex, tag: dog }, { id: 2, name: Tom }]
    post:
      operationId: addPet
      summary: A new pet
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/NewPet' }
      responses:
        '201':
          description: The pet, with its number.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Pet' }
              example: { id: 1, name: Rex, tag: dog }
  /pets/{petId}:
    get:
      operationId: getPet
      summary: One pet
      parameters:
        - { name: petId, in: path, required: true, schema: { type: integer } }
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Pet' }
              example: { id: 1, name: Rex, tag: dog }
        '404':
          description: There is no such pet.
components:
  schemas:
    NewPet:
      type: object
      required: [name]
      properties:
        name: { type: string, minLength: 1, examples: [Rex] }
        tag: { type: string, examples: [dog] }
    Pet:
      allOf:
        - $ref: '#/components/schemas/NewPet'
        - type: object
          required: [id]
          properties:
            id: { type: integer, examples: [1] }
`;
